import assert from "node:assert/strict";

import { describeInBrowser } from "../../../support/hub/browser";
import { simulatedState } from "../../../support/hub/service-state";
import { beyond, clipped } from "./beyond";

const few = simulatedState({ cells: 2, regionsPerCell: 2, troubled: true });
const many = simulatedState({ cells: 5, regionsPerCell: 10, troubled: true });

describeInBrowser("the page's layout", opener => {
    for (const width of [320, 360, 720, 768, 1024, 1280, 1920]) {
        it(`fits a screen of ${width} pixels without scrolling sideways`, async () => {
            for (const state of [few, many]) {
                const { page } = await opener.open(state, { viewport: { width, height: 800 } });
                await page.getByText("The same as a table").click();
                assert.deepEqual(await beyond(page), { width: 0, elements: [] });
            }
        });
    }

    for (const width of [1280, 1920]) {
        it(`shows every table in full at ${width} pixels`, async () => {
            for (const state of [few, many]) {
                const { page } = await opener.open(state, { viewport: { width, height: 800 } });
                await page.getByText("The same as a table").click();
                assert.ok((await page.locator(".scroller").count()) >= 4);
                assert.deepEqual(await clipped(page), []);
            }
        });
    }

    it("fits when text is twice as large", async () => {
        // As a browser's zoom does: WCAG 2.2, 1.4.4 and 1.4.10.
        const { page } = await opener.open(few, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
        assert.deepEqual(await beyond(page), { width: 0, elements: [] });
    });

    it("shows regions as cards on a small screen, each value with its name", async () => {
        const { page } = await opener.open(few, { viewport: { width: 360, height: 800 } });
        const names = await page
            .locator(".regions tbody tr:not(.cell-row)")
            .first()
            .locator("td")
            .evaluateAll(cells => cells.map(cell => getComputedStyle(cell, "::before").content.split('"')[1]));
        assert.deepEqual(names, ["Status", "Requests/s", "Errors", "p50", "p99", "Lag", "Releases", "Worst drift"]);
    });

    for (const [width, height] of [
        [1280, 800],
        [1024, 800],
    ] as const) {
        it(`keeps the head of a long table in sight at ${width} pixels`, async () => {
            const { page } = await opener.open(many, { viewport: { width, height } });
            const last = page.locator(".regions tbody tr").last();
            await page.evaluate(() => {
                document.querySelector(".regions")!.scrollIntoView({ behavior: "instant" });
            });
            await last.evaluate(element => {
                element.scrollIntoView({ block: "nearest", behavior: "instant" });
            });
            const seen = await page.evaluate(() => {
                const head = document.querySelector(".regions thead th")!;
                const { top, bottom, left } = head.getBoundingClientRect();
                return { top, bottom, isOnTop: document.elementFromPoint(left + 12, (top + bottom) / 2) === head };
            });
            assert.ok(seen.top >= 0 && seen.bottom < height && seen.isOnTop, JSON.stringify(seen));
        });
    }

    it("places every region on the map, none upon another, labels apart from each other", async () => {
        for (const width of [360, 1280]) {
            const { page } = await opener.open(many, { viewport: { width, height: 800 } });
            const { map, points, labels } = await page.evaluate(() => {
                const boxes = (selector: string) =>
                    [...document.querySelectorAll(selector)].map(element => {
                        const { left, right, top, bottom } = element.getBoundingClientRect();
                        return { left, right, top, bottom };
                    });
                return { map: boxes(".map")[0]!, points: boxes(".map .symbol"), labels: boxes(".labels text") };
            });
            assert.equal(points.length, 50);
            for (const { left, right, top, bottom } of points) {
                assert.ok(left >= map.left && right <= map.right && top >= map.top && bottom <= map.bottom);
            }
            const centres = points.map(
                ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2] as const,
            );
            const nearest = Math.min(
                ...centres.flatMap(([x, y], i) => centres.slice(i + 1).map(([u, v]) => Math.hypot(u - x, v - y))),
            );
            assert.ok(nearest >= 10, `${nearest} pixels at ${width}`);
            assert.ok(labels.length >= 5);
            for (const [i, one] of labels.entries()) {
                for (const other of labels.slice(i + 1)) {
                    const isApart =
                        one.right <= other.left + 2 ||
                        other.right <= one.left + 2 ||
                        one.bottom <= other.top + 3 ||
                        other.bottom <= one.top + 3;
                    assert.ok(isApart, JSON.stringify([one, other]));
                }
            }
        }
    });
});
