/** The shapes of the list of objects that fit filters. */

interface ObjectsPage extends Page<ObjectFound> {
  search: Search;
  sizeBytes: number;
  memoryBytes: number;
  /** How many could not be searched to their end, and so are not among them. */
  undecided: number;
  type: TypeAsked | null;
  /** Tests of attributes, as they were understood. */
  tests: string[];
}

/** The type asked for, or several of one name. */
interface TypeAsked {
  name: string;
  addresses: Address[];
  /** How many other types inherit from it, whether or not they were asked for. */
  subclasses: number;
}

interface ObjectFound extends ObjectRow {
  excerpt: Excerpt | null;
  attributes: { name: string; value: Ref | null; text: string | null }[];
}

/** A text around what was found in it. */
interface Excerpt {
  at: number;
  before: string;
  match: string;
  after: string;
  cutBefore: boolean;
  cutAfter: boolean;
}
