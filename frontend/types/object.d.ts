/** The shapes of the API's answers about one object beyond its row: what it is, what holds it, groups of references. */

interface AboutFact {
  name: string;
  text: string | null;
  objects: Ref[];
  total: number;
  path: string | null;
}

interface About {
  lines: { indent: number; spans: Span[] }[];
  facts: AboutFact[];
  traceback: { file: string; line: number; function: string; frame: Ref | null }[];
}

interface Accounting {
  count: number | null;
  fixed: boolean;
  sentence: string;
  parts: { kind: string; text: string; references: number }[];
  notCounted: number;
  otherWords: number;
  roots: { kind: string; text: string; place: string; counted: boolean }[];
  rootTotal: number;
  quality: { counted: number; exact: number; unexplained: number; surplus: number };
}

interface EdgeGroup {
  key: string;
  type: { address: Address; name: string } | null;
  label: string;
  class: string;
  references: number;
  objects: number;
  memoryBytes: number;
  sample: Ref | null;
}

interface EdgeGroupsPage extends Page<EdgeGroup> {
  search: Search;
  examined: number;
  ofReferences: number;
  mostExamined: number;
}
