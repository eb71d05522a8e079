import { tagOf } from "../../membership";
import type { Finding, Rule } from "../rule";

/** A tag with an unknown cell has no meaning: its resource would be evaluated by location only. */
export const unknownCell: Rule = {
    id: "coverage/unknown-cell",
    severity: "high",
    protects: "against resources that are evaluated by another cell than theirs",
    remedy: "tag it with the name of a cell, or add that cell to the config",
    controls: ["GDPR Art. 5(2)"],
    check: ({ nodes }, { cells }) =>
        nodes.flatMap(({ resource }): Omit<Finding, "rule">[] => {
            const tag = tagOf(resource);
            if (cells.length === 0 || tag.is === "absent") return [];
            const found = { urn: resource.urn, isProtected: true };
            if (tag.is === "unknown") {
                return [{ ...found, verdict: "undetermined", message: `${tag.path} is known only after the update` }];
            }
            return cells.some(({ name }) => name === tag.value)
                ? []
                : [{ ...found, verdict: "violated", message: "its tag names a cell that does not exist" }];
        }),
};
