/** The shapes of merged threads and of what they do in the kernel. */

interface CallPiece {
  text: string;
  /** Number of the file descriptor that it names. */
  file: number | null;
  /** An address that is no object's. */
  address: Address | null;
  object: Ref | null;
}

/** Threads at the same lines in the same system call; its number is its position in the list. */
interface ThreadGroupRow {
  title: string;
  count: number;
  first: ThreadRow;
}

interface ThreadGroups extends Page<ThreadGroupRow> {
  /** In all groups together. */
  threads: number;
  problems: string[];
}
