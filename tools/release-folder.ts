/** Where a task has its release, from the root: image `fetch` has a folder that it may write to there, and the model server reads it. */
export const releaseFolder = "release";
