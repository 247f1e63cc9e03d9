/** The shapes of Python paths and of search in the JSON API, for the type checker only. */

/** How an object is reached; `expression` names it. Empty until the search is done, where there is one. */
interface ObjectPath {
  expression: string;
  python: boolean;
  root: string | null;
  rootKind: 'modules' | 'type' | 'frame' | 'thread' | 'interpreter' | 'native' | 'none';
  steps: { text: string; python: boolean; object: Ref }[];
  leftOut: number;
  others: string[];
  search: Search | null;
}

interface Evaluated {
  expression: string;
  object: Ref | null;
  visited: { expression: string; object: Ref }[];
  note: string;
  failure: { from: number; to: number; part: string; message: string; suggestions: string[] } | null;
  search: Search | null;
}

interface SearchHit {
  path: string | null;
  title: string;
  detail: string;
  object: Ref | null;
}

interface SearchGroup {
  kind: 'address' | 'path' | 'types' | 'modules';
  understood: string;
  total: number;
  items: SearchHit[];
  problem: string | null;
  suggestions: string[];
}

/** What a text may mean, likeliest first. */
interface SearchResult {
  query: string;
  groups: SearchGroup[];
  search: Search | null;
}
