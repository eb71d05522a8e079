import { isProtected } from "../../../components/plan/residency";
import { claimed } from "../claimed";
import type { Rule } from "../rule";

const rule = claimed({
    id: "audit/trail-of-one-region",
    severity: "high",
    protects: "against a trail that gathers events of every region, of every cell, in one bucket",
    remedy: "create one trail for each region of a cell",
    controls: ["GDPR Art. 44"],
});

/** Without cells, or law on what is in them, a trail of every region is what AWS advises, and crosses nothing. */
export const trailOfOneRegion: Rule = {
    ...rule,
    check: (graph, setting) =>
        setting.cells.some(({ dataClasses }) => dataClasses.some(isProtected)) ? rule.check(graph, setting) : [],
};
