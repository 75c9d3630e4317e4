// A tree of lines: an episode and what became of it where another player went on. Pure.

/** One line of a tree; its steps up to `step` are those of its parent. */
export interface Branch<T> {
  readonly id: number;
  /** Null for the first line. */
  readonly parent: number | null;
  /** The step after which it leaves its parent. */
  readonly step: number;
  readonly content: T;
}

/** A branch with its depth, for an indented list. */
export interface Listed<T> {
  readonly branch: Branch<T>;
  readonly depth: number;
}

/** Lines in the order in which they were added; none is ever removed. */
export type Tree<T> = readonly Branch<T>[];

export function plant<T>(content: T): Tree<T> {
  return [{ id: 0, parent: null, step: 0, content }];
}

/**
 * Add a line that leaves another one after a step.
 *
 * The parent is the line that first had this step: a branch before the fork of `from` is a branch of
 * an earlier line.
 */
export function grow<T>(tree: Tree<T>, from: number, step: number, content: T): Tree<T> {
  let parent = tree[from]!;
  while (parent.parent !== null && step <= parent.step) parent = tree[parent.parent]!;
  return [...tree, { id: tree.length, parent: parent.id, step, content }];
}

/** Change the content of a line. */
export function changed<T>(tree: Tree<T>, id: number, content: T): Tree<T> {
  return tree.map((branch) => (branch.id === id ? { ...branch, content } : branch));
}

/** All lines, each followed by its branches in the order of their steps. */
export function listed<T>(tree: Tree<T>): readonly Listed<T>[] {
  const below = (branch: Branch<T>, depth: number): readonly Listed<T>[] => [
    { branch, depth },
    ...tree
      .filter(({ parent }) => parent === branch.id)
      .sort((a, b) => a.step - b.step || a.id - b.id)
      .flatMap((child) => below(child, depth + 1)),
  ];
  return tree.length === 0 ? [] : below(tree[0]!, 0);
}
