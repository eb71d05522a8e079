import assert from "node:assert/strict";

import type { CDPSession } from "playwright-core";

import { describeInBrowser } from "../../../support/hub/browser";
import { simulatedState } from "../../../support/hub/service-state";

const many = (seconds: number) => simulatedState({ cells: 5, regionsPerCell: 10, troubled: true, seconds });

/** What the browser's main thread has spent since the page began, and what its script holds. */
async function spent(session: CDPSession) {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => metrics.find(metric => metric.name === name)!.value;
    return { busySeconds: of("TaskDuration"), heapMiB: of("JSHeapUsedSize") / 2 ** 20, nodes: of("Nodes") };
}

describeInBrowser("the page of a service in 50 regions", opener => {
    it("shows all of them, and lets one find those of a cell or in trouble", async () => {
        const { page, complaints } = await opener.open(many(0));
        assert.equal(await page.locator(".regions tbody .region").count(), 50);
        assert.equal(await page.locator(".map a.point").count(), 50);
        assert.equal(await page.locator(".cell-row").count(), 5);
        await page.getByRole("combobox", { name: "Cell" }).selectOption("asia");
        await page.getByRole("heading", { name: "Regions 10 of 50" }).waitFor();
        await page.getByRole("combobox", { name: "Status" }).selectOption({ label: "unhealthy (1)" });
        await page.getByRole("heading", { name: "Regions 1 of 50" }).waitFor();
        assert.deepEqual(complaints, []);
    });

    it("shows the twelve most urgent of its alarms, the others and what each is about folded away", async () => {
        const state = many(0);
        const inAll = state.regions.map(({ cell, region }) => ({ ...state.alarms.at(-2)!, id: region, cell, region }));
        const { page } = await opener.open({ ...state, alarms: [...state.alarms, ...inAll] });
        const alarms = page.getByRole("list", { name: "Active alarms" });
        assert.equal(await alarms.locator("> li").count(), 12);
        await page.getByText(/^\d+ more alarms on$/).click();
        const more = page.getByRole("list", { name: "More alarms that are on" });
        const parts = more.locator(".parts").first();
        assert.ok(await parts.isHidden());
        await more.getByText("all 24").first().click();
        assert.equal(await parts.locator("li").count(), 24);
    });

    it("shows a state within a tenth of what lies between two, and holds no more after many", async () => {
        const { page, server } = await opener.open(many(0));
        const session = await page.context().newCDPSession(page);
        await session.send("Performance.enable");
        const show = async (first: number, last: number) => {
            for (let seconds = first; seconds <= last; seconds++) {
                server.tell(many(seconds));
                await page.locator(`.updated time[datetime="${many(seconds).time}"]`).waitFor();
            }
        };
        await show(1, 5);
        const before = await spent(session);
        await show(6, 65);
        const after = await spent(session);
        const perState = ((after.busySeconds - before.busySeconds) / 60) * 1000;
        if (process.env.MERIDIAN_SHOW !== undefined) console.log({ perState, before, after });
        // A hub tells one every few seconds; the machine may be busy with other tests.
        assert.ok(perState < 300, `${perState.toFixed(1)} ms a state`);
        assert.ok(after.heapMiB < before.heapMiB + 2, `${before.heapMiB} MiB, then ${after.heapMiB} MiB`);
        assert.ok(after.nodes < before.nodes * 1.1, `${before.nodes} nodes, then ${after.nodes}`);
    });
});
