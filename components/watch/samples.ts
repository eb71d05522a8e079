/** Paths of the samples of inferences: of a model server, and of a watcher for its region's servers. */
export const samplesPath = "/v1/samples";
