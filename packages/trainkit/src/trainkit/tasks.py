"""Running independent tasks: in this process, in worker processes, or on a Ray cluster."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from typing import Any, Literal, TypeVar

from replaykit.interrupts import Interrupted, signals_held
from trainkit.errors import TrainkitError
from trainkit.workers import signals_passed_on, start_worker, work_on

Task = TypeVar("Task")
Result = TypeVar("Result")
EngineName = Literal["local", "ray"]


def run_tasks(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    engine: EngineName = "local",
    workers: int | None = None,
    retries: int = 2,
    address: str | None = None,
) -> Iterator[Result]:
    """Yield the results of all tasks, in the order of the tasks.

    Args:
        function: Of a module, so that other processes can import it.
        tasks: Its arguments.
        engine: `local` for processes on this machine (this one for one worker), `ray` for a
            Ray cluster.
        workers: Tasks that run at once; by default 1 here, and the number of processors of a
            cluster.
        retries: How often a task whose process died is retried.
        address: Of the Ray cluster; one is started on this machine if there is none.

    Raises:
        TrainkitError: A task failed, or its process died more often than retried.
        Interrupted: A signal came; it was passed on to the processes, which have ended.
    """
    if engine == "ray":
        yield from _run_on_ray(function, tasks, workers, retries, address)
    elif workers is None or workers == 1:
        yield from map(function, tasks)
    else:
        yield from _run_in_processes(function, tasks, workers, retries)


def _run_in_processes(
    function: Callable[[Task], Result], tasks: Sequence[Task], workers: int, retries: int
) -> Iterator[Result]:
    """Run tasks in a pool; when a process dies, restart the pool for the missing tasks."""
    results: dict[int, Result] = {}
    for _ in range(retries + 1):
        missing = [i for i in range(len(tasks)) if i not in results]
        context = multiprocessing.get_context("spawn")  # torch is not safe to fork
        others = set(multiprocessing.active_children())
        futures: dict[int, Future[Result]] = {}
        if os.name == "posix":  # Windows has no resource tracker
            with signals_held():  # a SIGHUP would end it, and its start unblocks other signals
                resource_tracker.ensure_running()
        with (
            ProcessPoolExecutor(workers, context, initializer=start_worker) as pool,
            signals_passed_on(),
        ):
            try:
                with signals_held():  # until a worker has its handlers
                    for i in missing:
                        futures[i] = pool.submit(work_on, function, tasks[i])
                    pool.submit(int)  # wakes the pool, which then watches its last worker, too
                for i, future in futures.items():
                    results[i] = future.result()
            except BrokenProcessPool:
                # the pool sends the others SIGTERM, which ends their task, not the process
                for worker in set(multiprocessing.active_children()) - others:
                    worker.kill()
                done = {i: f for i, f in futures.items() if f.done() and not f.exception()}
                results |= {i: future.result() for i, future in done.items()}
                continue
            except Interrupted:  # wait for what the tasks do at a signal
                pool.shutdown(wait=True, cancel_futures=True)
                raise
            except BaseException:  # a task failed: start no others
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        yield from (results[i] for i in range(len(tasks)))
        return
    raise TrainkitError(
        f"a worker process died {retries + 1} times, perhaps out of memory: use fewer --workers"
    )


def _run_on_ray(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int | None,
    retries: int,
    address: str | None,
) -> Iterator[Result]:
    """Run tasks on a cluster, which retries a task when its worker dies."""
    ray = start_ray(address, workers)
    at_once = workers or max(int(ray.cluster_resources().get("CPU", 1)), 1)
    remote = ray.remote(num_cpus=1, max_retries=retries)(function)
    waiting: list[Any] = []
    for task in tasks:
        running = [reference for reference in waiting if not _is_done(ray, reference)]
        if len(running) >= at_once:
            ray.wait(running, num_returns=len(running) - at_once + 1)
        waiting.append(remote.remote(task))
    for reference in waiting:
        try:
            yield ray.get(reference)
        except ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, TrainkitError):
                raise error.cause from None
            raise
        except ray.exceptions.WorkerCrashedError:
            raise TrainkitError(f"a Ray worker died {retries + 1} times on one task") from None


def _is_done(ray: Any, reference: Any) -> bool:
    return bool(ray.wait([reference], timeout=0)[0])


def start_ray(address: str | None, workers: int | None) -> Any:
    """Return the module ray, connected to the cluster at an address, else to a new one here.

    Raises:
        TrainkitError: Ray is not installed, or there is no cluster at the address.
    """
    try:
        import ray  # noqa: PLC0415  # an extra, and slow to import
    except ImportError:
        raise TrainkitError(
            "engine ray: Ray is not installed: run pip install 'ray>=2.50,<3'"
        ) from None
    if not ray.is_initialized():
        here: dict[str, Any] = {"num_cpus": workers, "include_dashboard": False}
        try:
            ray.init(address=address, log_to_driver=False, **({} if address else here))
        except (ConnectionError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise TrainkitError(f"--address {address}: {reason}") from None
    return ray
