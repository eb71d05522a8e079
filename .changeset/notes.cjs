/** How `changeset version` writes a change to CHANGELOG.md: as its author wrote it, without hashes of commits. */
module.exports = {
    getReleaseLine: async ({ summary }) => (summary.includes("\n") ? `\n${summary.trim()}` : `- ${summary.trim()}`),
    getDependencyReleaseLine: async () => "",
};
