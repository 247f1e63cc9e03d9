/** Open files and sockets (FilesApi). */

interface NamedCount {
  name: string;
  count: number;
}

interface FilesPage extends Page<FileRow> {
  recorded: boolean;
  kinds: NamedCount[];
  states: NamedCount[];
}

interface FileSocket {
  family: 'inet' | 'inet6' | 'unix' | 'netlink' | 'other';
  type: 'stream' | 'dgram' | 'raw' | 'seqpacket' | 'other';
  state: string | null;
  local: string | null;
  peer: string | null;
  receiveQueue: number | null;
  sendQueue: number | null;
  retransmits: number;
}

interface FileDescriptor {
  access: 'read' | 'write' | 'read and write';
  flags: string[];
  positionBytes: number;
  sizeBytes: number | null;
  count: number | null;
  timerNanos: number | null;
  processId: number | null;
  epoll: { fd: number; events: string }[];
}

interface FileHolder {
  object: Ref;
  field: string;
  outermost: Ref;
  owners: { object: Ref; attribute: string }[];
}

interface FileWaiter {
  thread: Address | null;
  name: string;
  nativeId: number;
  call: string;
  events: string | null;
  /** The epoll it waits on. */
  through: number | null;
}

interface FileRow {
  fd: number;
  kind: string;
  target: string;
  socket: FileSocket | null;
  descriptor: FileDescriptor | null;
  holderCount: number;
  holders: FileHolder[];
  waiters: FileWaiter[];
  watches: { selector: Ref; events: string; data: Ref | null }[];
  peerFiles: number[];
  otherEnds: { pid: number; process: string; fd: number; access: string | null }[];
}
