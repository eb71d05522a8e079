/** What images of the runtime have, and platforms that run them rely on. Paths are from the root. */

/** Where a container has its release: image `fetch` has a folder that it may write to there, and the model server reads it. */
export const releaseFolder = "release";

/** Where programs are: each is one file. */
export const programsFolder = "programs";

/** The user of every image, by number: a platform that refuses root (`runAsNonRoot`) can't check a name. */
export const imageUser = 65532;
