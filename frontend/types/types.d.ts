/** The shapes of types summed by module, and of what their treemap draws. */

interface Sums {
  count: number;
  sizeBytes: number;
  memoryBytes: number;
}

interface ModuleRow extends Sums {
  module: string;
  types: number;
  garbageCount: number;
  garbageBytes: number;
}

interface MapModule {
  sum: ModuleRow;
  types: TypeRow[];
  /** Of its types that are not among the largest. */
  rest: ModuleRow;
}

interface TypeMap {
  totals: Sums;
  modules: MapModule[];
  rest: ModuleRow;
}
