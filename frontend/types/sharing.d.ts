/** Notes, and who may look at what. */

interface Note {
  id: string;
  /** What follows /s/{id} in the URL of its place. */
  path: string;
  title: string;
  text: string;
  createdAt: string;
  changedAt: string;
  version: number;
}

interface NotesPage extends Page<Note> {
  /** What is wrong with the file they are kept in. */
  problem: { title: string; detail: string; hint: string | null } | null;
}

/** A snapshot that a guest may look at. */
interface Share {
  snapshotId: string;
  snapshotName: string | null;
  until: string;
}

interface EndedShare {
  snapshotId: string;
  until: string;
  state: 'expired' | 'revoked';
}

interface Session {
  /** open: no token is demanded here. */
  kind: 'open' | 'owner' | 'guest' | 'none';
  shares: Share[];
  over: EndedShare[];
}

/** A link that lets somebody look at one snapshot. */
interface Grant {
  id: string;
  snapshotId: string;
  /** null when the snapshot is no longer here. */
  snapshotName: string | null;
  label: string;
  createdAt: string;
  until: string;
  lastUsedAt: string | null;
  state: 'active' | 'expired' | 'revoked';
}
