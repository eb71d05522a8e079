import assert from "node:assert/strict";

import { copiedMetric, overdueCopies, overdueMetric } from "../../../components/watch/copies";

const hour = 3_600_000;
const at = (name: string, value: number) => ({ name, labels: {}, value });

describe("how old the newest copy of a cell's tables is", () => {
    it("is known by the newest that a region reports, where one reports that it is too old", () => {
        const samples = [at(copiedMetric, 3_600), at(copiedMetric, 7_200), at(overdueMetric, 1)];
        assert.equal(overdueCopies(samples, 50 * hour), 48);
    });

    it("is not known where none is reported as too old, or no copy at all", () => {
        assert.equal(overdueCopies([at(copiedMetric, 0), at(overdueMetric, 0)], 50 * hour), undefined);
        assert.equal(overdueCopies([at(overdueMetric, 1)], 50 * hour), undefined);
    });
});
