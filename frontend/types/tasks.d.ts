/** The shapes of the table of tasks, its groups, and the page of one task. */

interface Spot {
  file: string | null;
  line: number | null;
  function: string | null;
}

interface NamedAddress {
  address: Address;
  name: string;
}

/** Where the text of a filter stands; `hit` is empty if the name of the variable has it. */
interface FoundIn {
  where: 'name' | 'coroutine' | 'place' | 'awaited' | 'local';
  function: string | null;
  file: string | null;
  line: number | null;
  variable: string | null;
  before: string;
  hit: string;
  after: string;
}

interface TaskTableRow {
  task: TaskRow;
  /** The innermost line outside asyncio itself. */
  place: Spot;
  awaits: string;
  awaited: NamedAddress | null;
  /** How many tasks wait for it, directly or through others; null where that was not counted. */
  behind: number | null;
  /** How many waits lead to it from something that nobody waits for; null for the finished. */
  depth: number | null;
}

interface TaskGroup {
  /** Names the group in requests. */
  member: Address;
  text: string;
  place: Spot;
  awaited: NamedAddress | null;
  count: number;
  pending: number;
  running: number;
  done: number;
  cancelled: number;
  stuck: number;
}

interface TaskGroups extends Page<TaskGroup> {
  /** In all groups together. */
  tasks: number;
}

/** What the page of a task says besides its stack. */
interface TaskFacts {
  words: string;
  behind: number | null;
  depth: number | null;
  /** What it waits for, what that waits for, and so on to the end. */
  chain: WaitLink[];
  callbacks: { words: string | null; callback: Ref }[];
  loop: Ref | null;
  context: Ref | null;
  variables: { variable: Ref; value: Ref | null }[];
  traceback: { function: string | null; file: string | null; line: number | null; frame: Ref | null }[];
}
