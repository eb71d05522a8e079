export interface Entry {
    /** In lower case. A space matches any white space or hyphen, and `(is|are)` one of the alternatives. */
    readonly avoid: string;
    readonly write: string;
    /** Where it is wrong: in sentences, or in names (`isIll`, `ill-regions.ts`). Default: in both. */
    readonly only?: "prose" | "names";
}

/**
 * Words and phrases that are always wrong in the text of this project. Words with legitimate uses, such as "place" and "made", are left to
 * review ("Words we write" in docs/glossary.md): an entry must have no false positives.
 */
export const glossary: readonly Entry[] = [
    // Roles instead of pronouns for people.
    { avoid: "whoever|whosever|whom", write: "the role: client, caller, operator, consumer" },
    { avoid: "somebody|anybody|everybody|everybodys", write: "the role: another process, any client, all users" },
    { avoid: "nobody", write: "a sentence about the thing: no client, unknown, not set" },
    { avoid: "who (asks|operates)", write: "the caller, the operator", only: "prose" },
    // Verbs of the field.
    { avoid: "(is|are|be|was|were|been|being|not) told", write: "is reported, is notified, receives, is configured" },
    { avoid: "told|untold", write: "reported, configured", only: "names" },
    { avoid: "judge|judges|judged|judging|judgement|judgements", write: "evaluate, check", only: "prose" },
    { avoid: "got", write: "received, downloaded, installed", only: "prose" },
    { avoid: "dealt", write: "distributed" },
    { avoid: "(let|lets|letting) in", write: "admit, accept", only: "prose" },
    { avoid: "spoil|spoilt|spoils", write: "corrupt" },
    { avoid: "mend|mends|mended|mending|mendings", write: "fix, correct, repair, restore" },
    // Terms of the field.
    { avoid: "ill", write: "unhealthy (of servers), malformed (of values)" },
    { avoid: "by hand", write: "manually, on an operator's command", only: "prose" },
    { avoid: "in the clear", write: "in plain text" },
    { avoid: "lacking", write: "missing, unsupported", only: "names" },
    { avoid: "for want of", write: "because it is missing" },
    { avoid: "(nothing|none) but", write: "only" },
    { avoid: "anew", write: "again, restarted, recreated, rewritten" },
    { avoid: "thrice", write: "three times" },
    { avoid: "backup (place|places)", write: "backup location" },
    { avoid: "(server|servers) of one's own", write: "custom server" },
];

/** A place where a word is right: a name that users rely on, or that others have chosen. */
export interface Exception {
    /** A path from the root of the repository. */
    readonly file: string;
    /** The words as they are written there. Default: all of them. */
    readonly words?: readonly string[];
}

/** At most twenty. */
export const exceptions: readonly Exception[] = [
    // They list the words to avoid.
    { file: "build/words/glossary.ts" },
    { file: "docs/glossary.md" },
    { file: "tests/tools/words.test.ts" },
    { file: "tests/components/plan/every-fault.test.ts" },
    // A type that users import.
    { file: "tests/consumer/packed-package.ts", words: ["judgement"] },
    // Codes of faults, which stay.
    { file: "docs/reference/errors.md", words: ["backup-place"] },
    // The description of a security group: another one would replace the group.
    { file: "components/adapters/aws/regional-serving/gpu.ts", words: ["nobody"] },
    // The status of a region in the hub's API.
    { file: "runtime/hub/page/status.tsx", words: ["ill"] },
    { file: "tests/support/hub/incidents.ts", words: ["ill"] },
    { file: "tests/support/hub/service-state.ts", words: ["ill"] },
];
