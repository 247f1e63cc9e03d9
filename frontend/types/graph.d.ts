/** The shapes of /api/s/{id}/graph/…, mirrored from GraphApi and GraphNodes. */

type GraphEdgeClass = 'item' | 'attribute' | 'field' | 'variable' | 'globals' | 'type' | 'weak' | 'conservative';

type GraphKind =
  | 'object'
  | 'sequence'
  | 'mapping'
  | 'text'
  | 'number'
  | 'constant'
  | 'code'
  | 'task'
  | 'type'
  | 'module'
  | 'broken';

/** A word inside a box; `from`: it refers to the object instead of being referred to. */
interface GraphChip {
  address: Address;
  label: string;
  class: GraphEdgeClass;
  preview: Span[];
  from?: boolean;
}

interface GraphNode {
  address: Address;
  type: { address: Address; name: string };
  kind: GraphKind;
  preview: Span[];
  sizeBytes: number;
  memoryBytes: number;
  state: ObjectState;
  references: number;
  referrers: number;
  hub: boolean;
  chips: GraphChip[];
  chipTotal: number;
}

interface GraphEdgeLabel {
  text: string;
  class: GraphEdgeClass;
  evidence: Evidence | null;
}

interface GraphEdge {
  from: Address;
  to: Address;
  count: number;
  labels: GraphEdgeLabel[];
}

/** The neighbours of one type; `members` is empty when they are more than was asked for. */
interface NeighbourGroup {
  type: { address: Address; name: string };
  count: number;
  bytes: number;
  members: Address[];
}

interface Neighbourhood {
  address: Address;
  direction: 'references' | 'referrers';
  groups: NeighbourGroup[];
  chips: GraphChip[];
  chipTotal: number;
}

interface Neighbourhoods {
  of: Neighbourhood[];
  nodes: GraphNode[];
  missing: Address[];
  search: Search | null;
}

interface GroupMember {
  node: GraphNode;
  labels: GraphEdgeLabel[];
}

interface GraphPath {
  total: number;
  items: GraphNode[];
  edges: GraphEdge[];
  search: Search;
}
