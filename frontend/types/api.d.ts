/**
 * The shapes of the JSON API, for the type checker only. Nothing of this reaches the browser.
 * A name that ends in Bytes or Millis carries its unit; an address is a string "0x7f…".
 */

type Address = string;

interface Span {
  k: 'punct' | 'str' | 'num' | 'kw' | 'type' | 'name' | 'text' | 'dim' | 'broken';
  t: string;
  a?: Address;
}

interface Ref {
  address: Address;
  type: string;
  preview: Span[];
}

interface Page<T> {
  total: number;
  offset: number;
  limit: number;
  items: T[];
}

interface Info {
  version: string;
  store: string;
  storeBytes: number;
  captureSupported: boolean;
  captureProblem?: string | null;
  host: string;
}

interface Snapshot {
  id: string | null;
  file: string;
  label: string | null;
  fileBytes: number;
  sizeBytes: number | null;
  pid: number | null;
  process: string | null;
  commandLine: string | null;
  host: string | null;
  capturedAt: string | null;
  pauseMillis?: number | null;
  pythonVersion?: string | null;
  state: 'new' | 'hashing' | 'analysing' | 'ready' | 'broken';
  problem?: string | null;
  jobId?: string | null;
  demo: boolean;
}

interface LiveProcess {
  pid: number;
  ppid: number;
  parent: number | null;
  name: string;
  commandLine: string;
  user: string;
  rssBytes: number;
  threads: number;
  pythonVersion: string | null;
  evidence: string | null;
  startedAt?: string | null;
  capturable: boolean;
  problem?: string | null;
  fix?: string | null;
}

interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  hint?: string | null;
  jobId?: string;
  /** What a note says that somebody else changed. */
  now?: Note;
}

interface Job {
  id: string;
  kind: 'capture' | 'analyse' | 'import' | 'question';
  title: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  stage: string | null;
  percent: number | null;
  secondsLeft: number | null;
  snapshotId?: string | null;
  problem?: { title: string; detail?: string; hint?: string | null } | null;
}

/** The search over the whole heap that fills a list. */
interface Search {
  job: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  stage: string;
  percent: number | null;
  secondsLeft: number | null;
  problem?: { title: string; detail?: string; hint?: string | null } | null;
}

interface Hole {
  start: Address;
  end: Address;
  bytes: number;
  reason: string;
  path?: string | null;
}

interface Diagnosis {
  severity: 'bad' | 'warn' | 'info' | 'ok';
  text: string;
  /** Of a verdict on why the process stands still. */
  certainty?: 'certain' | 'likely' | 'possible' | null;
  action?: { label: string; path: string } | null;
}

interface TaskCounts {
  total: number;
  pending: number;
  done: number;
  cancelled: number;
  running: number;
  futures: number;
}

interface TypeRow {
  address: Address;
  name: string;
  module: string | null;
  count: number;
  sizeBytes: number;
  memoryBytes: number;
  garbageCount: number;
  garbageBytes: number;
}

type CoveragePart =
  | 'objects'
  | 'buffers'
  | 'garbage'
  | 'python_free'
  | 'python_other'
  | 'native'
  | 'native_free'
  | 'stacks'
  | 'files'
  | 'untouched'
  | 'unknown';

/** Every byte of the snapshot is in one part. Explained: objects whose count is exactly the references found. */
interface Coverage {
  totalBytes: number;
  parts: { part: CoveragePart; bytes: number }[];
  countedObjects: number;
  explainedObjects: number;
}

interface Overview {
  snapshot: Snapshot;
  python: { version: string; confidence: 'certain' | 'likely' | 'guessed'; evidence: string[] };
  complete: boolean;
  holes: { total: number; bytes: number; items: Hole[] };
  objects: {
    count: number;
    sizeBytes: number;
    memoryBytes: number;
    byState: { live: number; garbage: number; freed: number; unsure: number };
  };
  memory: { processBytes: number; objectsBytes: number };
  coverage: Coverage;
  tasks: TaskCounts;
  threads: { total: number; stopped: number };
  diagnosis: Diagnosis[];
  topTypes: TypeRow[];
}

type ObjectState = 'live' | 'garbage' | 'freed' | 'unsure';

interface ObjectRow {
  address: Address;
  type: { address: Address; name: string };
  preview: Span[];
  sizeBytes: number;
  memoryBytes: number;
  state: ObjectState;
}

interface ObjectDetail extends ObjectRow {
  kind: string;
  referenceCount: number | null;
  fieldCount: number;
  itemCount: number;
  itemKind: 'sequence' | 'mapping' | null;
  referrerCount: number | null;
  referenceTotal: number | null;
  text?: string | null;
  textLength?: number | null;
  taskKind: 'task' | 'future' | 'gather' | 'other' | null;
  fault?: string;
  detail?: string;
}

/** Of a conservative reference: what adding up reference counts says of it. */
type Evidence = 'confirmed' | 'likely' | 'unconfirmed' | 'borrowed';

interface FieldRow {
  name: string;
  class: string;
  evidence?: Evidence | null;
  value: Ref | null;
  text?: string | null;
}

interface ItemRow {
  index: number;
  key?: Ref | null;
  value: Ref | null;
}

interface ReferrerRow {
  label: string;
  class: string;
  evidence?: Evidence | null;
  from: Ref;
}

interface ReferenceRow {
  label: string;
  class: string;
  evidence?: Evidence | null;
  to: Ref;
}

interface CycleSummary {
  index: number;
  length: number;
  memberCount: number;
  behindTotal: number;
  names: string[];
}

interface TaskRow {
  address: Address;
  kind: 'task' | 'future' | 'gather' | 'coroutine' | 'other';
  name: string;
  coroutine: string | null;
  file: string | null;
  line: number | null;
  state: 'pending' | 'done' | 'cancelled' | 'running' | null;
  waits?: { kind: string; text: string } | null;
  childCount: number;
  waiterCount: number;
  cycle: number | null;
  repeats?: boolean;
  /** Nothing scheduled will wake it. */
  stuck?: boolean;
  /** It may be the remains of a freed object. */
  unsure?: boolean;
  /** Where it has the text of the filter. */
  found?: FoundIn | null;
}

interface CycleEdge {
  from: Address;
  to: Address;
  kind: string;
  text: string;
  file: string | null;
  line: number | null;
  via: TaskRow[];
}

interface Place {
  file: string | null;
  line: number | null;
  coroutine: string | null;
  count: number;
  sample: Address;
  sampleName: string | null;
}

interface Cycle {
  index: number;
  length: number;
  memberCount: number;
  nodes: TaskRow[];
  edges: CycleEdge[];
  behind: { total: number; byPlace: Place[] };
  /** What stands at the places of the edges and of who waits behind. */
  sources: { file: string; line: number; source: SourceLine }[];
  certain: boolean;
  sentence: string;
}

type StackEntry =
  | {
      kind: 'frame';
      function: string;
      file: string | null;
      line: number | null;
      source?: SourceLine;
      coroutine: Address | null;
      locals: { name: string; value: Ref | null }[];
    }
  | { kind: 'awaits'; text: string; target: Ref | null };

interface WaitLink {
  row: TaskRow | null;
  ref: Ref;
  kind: string;
}

interface TaskDetail {
  row: TaskRow;
  stack: StackEntry[];
  waitsFor: WaitLink[];
  waitedForBy: WaitLink[];
  coroutine?: Ref | null;
  result?: Ref | null;
  exception?: Ref | null;
}

interface TasksSummary {
  counts: TaskCounts;
  /** Of all cycles; the list below is cut. */
  cycleCount: number;
  cycles: CycleSummary[];
  /** The process has surely not imported `_asyncio`. */
  neverLoaded: boolean;
}

interface FramePlace {
  function: string | null;
  file: string | null;
  line: number | null;
  source: SourceLine | null;
  /** Why the frame cannot be read. */
  problem?: string | null;
}

interface ThreadRow {
  /** Of its thread state; null for a thread that no interpreter knows. */
  address: Address | null;
  interpreter: number | null;
  nativeId: number | null;
  name: string;
  activity:
    | 'holds_gil'
    | 'active'
    | 'waits_for_gil'
    | 'suspended'
    | 'blocked'
    | 'native_code'
    | 'detached'
    | 'not_python';
  word: string;
  waiting: {
    call: string;
    words: CallPiece[];
    file: number | null;
    lock: Ref | null;
    heldBy: { address: Address; name: string } | null;
  } | null;
  waitChannel: string | null;
  object: Ref | null;
  frames: number;
  top: FramePlace | null;
}

interface ThreadsPage extends Page<ThreadRow> {
  problems: string[];
}

interface ThreadFrame {
  place: FramePlace;
  code: Address | null;
  locals: { name: string; value: Ref | null }[];
  /** Whether the depth of the value stack is saved; else some of the values may be left over. */
  valuesCertain: boolean;
  values: Ref[];
}

interface ThreadDetail {
  row: ThreadRow;
  stack: Page<ThreadFrame>;
  problem: string | null;
}

interface SuspendedGroup {
  kind: 'coroutine' | 'generator' | 'async_generator';
  state: 'created' | 'yielded' | 'awaiting';
  function: string;
  file: string | null;
  line: number | null;
  count: number;
  samples: Ref[];
}
