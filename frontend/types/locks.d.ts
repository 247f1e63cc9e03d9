/** The shapes of locks and of how anything stands in the graph of waits. */

interface LockHolder {
  by: HangMember;
  sureness: 'recorded' | 'inferred';
}

/** A lock, event, queue or something else that is waited for. */
interface LockRow {
  kind: ThingKind;
  address: Address;
  name: string;
  state: string;
  stuck: boolean;
  verdict: number | null;
  holderCount: number;
  /** The first three. */
  holders: LockHolder[];
  waiterCount: number;
  /** The first three. */
  waiters: HangMember[];
}

interface LocksPage extends Page<LockRow> {
  kinds: { kind: string; count: number }[];
}

interface HangStanding {
  kind: ThingKind | null;
  stuck: boolean;
  role: 'part' | 'behind' | null;
  verdict: VerdictHead | null;
  waitsForCount: number;
  waitsFor: { how: string; sureness: 'recorded' | 'inferred'; thing: HangMember; holders: LockHolder[] }[];
  thing: LockRow | null;
}
