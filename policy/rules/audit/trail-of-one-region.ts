import { claimed } from "../claimed";

export const trailOfOneRegion = claimed({
    id: "audit/trail-of-one-region",
    severity: "high",
    protects: "against a trail that gathers what is done in every region, of every cell, in one bucket",
    remedy: "make a trail for each region of a cell",
    controls: ["GDPR Art. 44"],
});
