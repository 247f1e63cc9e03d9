/** Regions of memory and searches in it (RegionsApi, FindApi). */

interface RegionMissing {
  reason: string;
  bytes: number;
}

interface RegionRow {
  start: Address;
  end: Address;
  bytes: number;
  permissions: string;
  kind: 'heap' | 'stack' | 'anonymous' | 'code' | 'file' | 'kernel' | 'reserved';
  path: string;
  presentBytes: number;
  refilledBytes: number;
  missing: RegionMissing[];
  objects: number;
  /** Only those that have bytes; they add up to presentBytes. */
  parts: { part: CoveragePart; bytes: number }[];
}

interface RegionsPage extends Page<RegionRow> {
  totals: { bytes: number; presentBytes: number; missingBytes: number; objects: number; parts: RegionRow['parts'] };
  kinds: { kind: string; count: number; bytes: number }[];
  missing: RegionMissing[];
}

interface FoundRow {
  address: Address;
  pattern: string;
  before: string;
  bytes: string;
  after: string;
  length: number;
  region: { start: Address; permissions: string; path: string } | null;
  owner: Ref | null;
  state: ObjectState | null;
  place: 'object' | 'buffer' | null;
  at: number | null;
}

interface FoundPage extends Page<FoundRow> {
  search: Search;
  found: number;
  searchedBytes: number;
  patterns: { name: string; hex: string }[];
  object: Ref | null;
}
