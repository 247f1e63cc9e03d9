/** The shapes of the API's answers about bytes of memory (`/memory`, `/objects/{address}/blocks`). */

/** A run of present bytes (hex) or missing ones (with the reason). */
interface MemoryRun {
  address: Address;
  length: number;
  hex: string | null;
  missing: string | null;
  region: number | null;
}

/** An aligned word that is the address of something: an object (offset 0), inside one, or elsewhere in a region. */
interface MemoryWord {
  address: Address;
  value: Address;
  object?: Ref;
  offset?: number;
  state?: ObjectState;
  region?: number;
}

interface MemoryName {
  address: Address;
  length: number;
  name: string;
  of: Address;
}

interface MemoryObject {
  start: Address;
  end: Address;
  object: Ref;
  state: ObjectState;
}

interface MemoryRegion {
  start: Address;
  end: Address;
  permissions: string;
  path: string;
}

interface MemoryView {
  address: Address;
  length: number;
  runs: MemoryRun[];
  words: MemoryWord[];
  names: MemoryName[];
  objects: MemoryObject[];
  regions: MemoryRegion[];
}

interface MemoryBlock {
  role: 'head' | 'body' | 'owned' | 'shared';
  name: string;
  address: Address;
  bytes: number;
  present: boolean;
}
