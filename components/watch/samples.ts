/** Where a model server has samples of what it was asked, and a watcher those of its region's servers. */
export const samplesPath = "/v1/samples";
