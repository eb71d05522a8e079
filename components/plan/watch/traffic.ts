/**
 * Which traffic a region is to get by what is known of it: `serving`, as the router finds best; `fallback`, what no other region of the
 * cell can answer; `out`, none.
 */
export type Traffic = "serving" | "fallback" | "out";
