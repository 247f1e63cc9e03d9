/** The shapes of verdicts: why the process stands still. */

type ThingKind =
  | 'task'
  | 'future'
  | 'thread'
  | 'event loop'
  | 'lock'
  | 'native lock'
  | 'import lock'
  | 'GIL'
  | 'condition'
  | 'event'
  | 'semaphore'
  | 'barrier'
  | 'queue'
  | 'pool'
  | 'work'
  | 'file descriptor'
  | 'process'
  | 'greenlet'
  | 'trio task'
  | 'nursery'
  | 'other';

type VerdictKind =
  | 'task-deadlock'
  | 'thread-deadlock'
  | 'mixed-deadlock'
  | 'pool-starved'
  | 'orphan-future'
  | 'lock-never-released'
  | 'queue-without-producer'
  | 'blocked-loop'
  | 'gil-held-in-c'
  | 'waiting-for-peer'
  | 'cpu-bound'
  | 'waiting'
  | 'none';

/** A line of the program. */
interface Where {
  file: string;
  line: number;
  function: string;
  text: string;
  source: SourceLine | null;
}

interface HangMember {
  kind: ThingKind;
  address: Address | null;
  /** Of the thread's state. */
  thread: Address | null;
  nativeId: number | null;
  name: string;
  function: string;
  place: Where | null;
  detail: string;
}

interface HangEdge {
  /** Numbers of members. */
  from: number;
  to: number;
  how: string;
  text: string;
  place: Where | null;
  sureness: 'recorded' | 'inferred';
  /** What lies between and is not shown. */
  via: Address[];
}

interface VerdictHead {
  index: number;
  kind: VerdictKind;
  certainty: 'certain' | 'likely' | 'possible';
  problem: boolean;
  forEver: boolean;
  sentence: string;
  members: number;
  behind: number;
}

interface WaitingPlace {
  kind: ThingKind;
  function: string;
  place: Where | null;
  count: number;
  /** Of a task, or of a thread's state. */
  sample: Address;
}

interface Verdict {
  kind: VerdictKind;
  certainty: 'certain' | 'likely' | 'possible';
  problem: boolean;
  forEver: boolean;
  sentence: string;
  reasons: string[];
  members: HangMember[];
  edges: HangEdge[];
  circle: boolean;
  memberCount: number;
  behind: { total: number; byPlace: WaitingPlace[] };
  unchecked: string[];
}

interface WaitGroup extends WaitingPlace {
  waitsFor: string;
  forEver: boolean;
}
