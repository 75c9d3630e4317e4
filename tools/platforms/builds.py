"""The builds of the core that `nox -s platforms` plays: compilers, levels, processors, systems."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = ("-O0", "-O2", "-O3")
ZIG = "zig c++"
"""The compiler of PyPI's ziglang, which brings musl and its own C++ library."""


@dataclass(frozen=True, slots=True)
class Target:
    """A machine other than this one, and the program that runs its programs here."""

    system: str
    """As CMake names it."""
    processor: str
    """As CMake names it."""
    emulator: str
    triple: str
    """Of GCC's names: its tools begin with it."""
    packages: str
    """What Debian calls compiler and emulator."""


@dataclass(frozen=True, slots=True)
class Build:
    """A way to compile the core."""

    name: str
    compiler: str
    flags: str
    cpu_flag: str = ""
    """What /proc/cpuinfo must have for the program to run here; it is built in any case."""
    target: Target | None = None
    """None: this machine."""
    packages: str = ""
    """What Debian calls the compiler, if it is not the target's."""
    contract: str = "off"
    """Any other is planted: the compiler may fuse, and the bits must then differ."""
    has_fused: bool = False
    """Whether the processor can multiply and add in one rounding."""
    is_nightly: bool = False

    @property
    def is_planted(self) -> bool:
        """Whether the compiler may fuse."""
        return self.contract != "off"

    @property
    def objdump(self) -> str:
        """The program that prints the machine code."""
        return f"{self.target.triple}-objdump" if self.target else "objdump"

    @property
    def debian_packages(self) -> str:
        """What to install where a tool is missing."""
        return self.packages or (self.target.packages if self.target else "g++")


def linux(processor: str, triple: str, emulator: str = "") -> Target:
    """Return a Linux of another processor, by Debian's cross compiler and QEMU's user mode."""
    emulator = emulator or f"qemu-{processor}"
    return Target("Linux", processor, emulator, triple, f"g++-{triple} qemu-user")


AARCH64 = linux("aarch64", "aarch64-linux-gnu")
S390X = linux("s390x", "s390x-linux-gnu")
ARMHF = linux("arm", "arm-linux-gnueabihf")
RISCV64 = linux("riscv64", "riscv64-linux-gnu")
PPC64LE = linux("ppc64le", "powerpc64le-linux-gnu")
WINDOWS = Target("Windows", "x86_64", "wine64", "x86_64-w64-mingw32", "g++-mingw-w64-x86-64 wine64")


def native_builds() -> list[Build]:
    """Return the builds for this machine, an x86-64 Linux."""
    debian = {"g++": "g++", "clang++": "clang"}
    plain = [
        Build(f"{compiler}{level}", compiler, level, packages=debian[compiler])
        for compiler in debian
        for level in LEVELS
    ]
    wide = [
        # each instruction set forced on the whole core, multiply-add units and all
        Build(
            f"{compiler}-{arch}",
            compiler,
            f"-O3 -march=x86-64-{arch}",
            cpu_flag,
            packages=debian[compiler],
            has_fused=True,
        )
        for compiler in debian
        for arch, cpu_flag in (("v3", "avx2"), ("v4", "avx512dq"))
    ]
    planted = Build(
        *("fused-v3", "g++", "-O3 -march=x86-64-v3", "avx2"),
        contract="fast",
        has_fused=True,
        is_nightly=True,
    )
    # Debian's g++-multilib, which links these headers, excludes the cross compilers
    headers = "-idirafter /usr/include/x86_64-linux-gnu"
    narrow = Build("g++-32-bit", "g++", f"-O2 -m32 {headers}", packages="g++-12-multilib")
    # one static program for every Linux
    musl = Build("musl", ZIG, "-O2 --target=x86_64-linux-musl -static", is_nightly=True)
    return [*plain, *wide, planted, narrow, musl]


def foreign_builds() -> list[Build]:
    """Return the builds for other processors and systems."""
    return [
        cross("aarch64", AARCH64),
        cross("fused-aarch64", AARCH64, contract="fast"),
        cross("s390x", S390X),
        Build("windows", f"{WINDOWS.triple}-g++-posix", "-O2", target=WINDOWS),
        cross("aarch64-O3", AARCH64, "-O3", is_nightly=True),
        cross("aarch64-O0", AARCH64, "-O0", is_nightly=True),
        Build(
            "aarch64-clang",
            "clang++",
            f"-O3 --target={AARCH64.triple}",
            target=AARCH64,
            packages=f"clang {AARCH64.packages}",
            has_fused=True,
            is_nightly=True,
        ),
        cross("armhf", ARMHF, "-O2 -mfpu=neon-vfpv4", is_nightly=True),
        cross("riscv64", RISCV64, is_nightly=True),
        cross("ppc64le", PPC64LE, is_nightly=True),
        cross("s390x-z13", S390X, "-O3 -march=z13", is_nightly=True),
        cross("fused-s390x", S390X, contract="fast", is_nightly=True),
        Build("windows-O3", f"{WINDOWS.triple}-g++-posix", "-O3", target=WINDOWS, is_nightly=True),
    ]


def cross(
    name: str, target: Target, flags: str = "-O2", contract: str = "off", is_nightly: bool = False
) -> Build:
    """Return a build by Debian's GCC for another processor, which has multiply-add units."""
    return Build(
        name,
        f"{target.triple}-g++",
        flags,
        target=target,
        contract=contract,
        has_fused=True,
        is_nightly=is_nightly,
    )


def builds() -> list[Build]:
    """Return all builds, those of every change first."""
    return sorted([*native_builds(), *foreign_builds()], key=lambda build: build.is_nightly)
