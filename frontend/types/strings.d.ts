/** Strings by length and content (StringsApi). */

interface StringBucket {
  from: number;
  to: number;
  count: number;
  memoryBytes: number;
}

interface LengthsPage extends Page<StringBucket> {
  search: Search;
  count: number;
  memoryBytes: number;
}

interface StringRow {
  address: Address;
  type: string;
  preview: Span[];
  length: number;
  sizeBytes: number;
  memoryBytes: number;
}

interface StringsPage extends Page<StringRow> {
  search: Search;
  memoryBytes: number;
}

interface DuplicateRow {
  sample: StringRow;
  count: number;
  wastedBytes: number;
}

interface DuplicatesPage extends Page<DuplicateRow> {
  search: Search;
  groups: number;
  duplicates: number;
  wastedBytes: number;
}
