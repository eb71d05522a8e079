import assert from "node:assert/strict";

import type { Page } from "playwright-core";

import type { Alarm } from "../../../../components/watch/state";
import { describeInBrowser } from "../../../support/hub/browser";
import { simulatedState } from "../../../support/hub/service-state";
import { until } from "../../../support/until";

const at = (seconds: number, troubled = false) => simulatedState({ cells: 2, regionsPerCell: 2, seconds, troubled });
const liveness = (page: Page) => page.locator(".updated").innerText();
const announced = (page: Page) => page.locator("[aria-live]").innerText();

describeInBrowser("the page, while the hub tells it what happens", opener => {
    it("shows the service's state and its time", async () => {
        const { page } = await opener.open(at(0), { timezoneId: "Asia/Tokyo" });
        assert.match(await page.locator(".verdict").innerText(), /All 4 regions serve/);
        assert.match(await liveness(page), /^Live, 18:30:00$/);
        const time = page.locator(".updated time");
        assert.equal(await time.getAttribute("datetime"), "2026-11-26T09:30:00.000Z");
        assert.equal(await time.getAttribute("title"), "2026-11-26T09:30:00.000Z");
        assert.equal(await page.title(), "screening: All 4 regions serve");
    });

    it("shows each new state as it comes", async () => {
        const { page, server } = await opener.open(at(0));
        server.tell(at(5, true));
        await page.getByText("2 of 4 regions serve").first().waitFor();
        const verdict = (await page.locator(".verdict").innerText()).replace(/\s+/g, " ");
        assert.match(verdict, /4 alarms to act on now.*1 alarm for the coming days/);
        assert.match(await page.title(), /^screening: 2 of 4/);
        server.tell(at(10));
        await page.getByText("All 4 regions serve").first().waitFor();
    });

    it("keeps focus, choices and scroll while states come", async () => {
        const { page, server } = await opener.open(at(0));
        const filter = page.getByRole("combobox", { name: "Cell" });
        await filter.selectOption("us");
        const link = page.getByRole("link", { name: "local:us-east" }).first();
        await link.focus();
        await page.evaluate(() => {
            scrollTo({ top: 700, behavior: "instant" });
        });
        const before = await page.evaluate(() => ({ element: document.activeElement?.textContent, y: scrollY }));
        assert.equal(before.y, 700);
        for (const seconds of [5, 10, 15]) {
            server.tell(at(seconds));
            await page.locator(`.updated time[datetime="${at(seconds).time}"]`).waitFor();
        }
        const after = await page.evaluate(() => ({ element: document.activeElement?.textContent, y: scrollY }));
        assert.deepEqual(after, before);
        assert.equal(await filter.inputValue(), "us");
    });

    it("says that it is not live when the hub ends, and is live again when the hub is back", async () => {
        const { page, server } = await opener.open(at(0));
        await server.stop();
        await page.getByText("The hub has told nothing new since").waitFor();
        assert.match(await liveness(page), /^Not live/);
        assert.match(await page.title(), /^\(not live\)/);
        assert.match(await announced(page), /^Not live/);
        await server.listen();
        server.tell(at(30, true));
        await page.getByText("2 of 4 regions serve").first().waitFor();
        assert.match(await liveness(page), /^Live/);
        assert.equal(await page.locator(".not-live").count(), 0);
    });

    it("tries again where a hub that starts answers with an error, ever less often", async () => {
        const { page, server } = await opener.open(at(0));
        await page.clock.install();
        await server.stop();
        await page.locator(".not-live").waitFor();
        server.apiStatus = 503;
        await server.listen();
        const tries = () => server.asked.filter(url => url === "/api/state").length;
        const first = tries();
        await page.clock.fastForward(2_000);
        await until("a first try", () => tries() > first);
        for (const seconds of [4, 8, 16, 32, 64]) {
            const before = tries();
            await until(`a try after ${seconds} s`, async () => {
                await page.clock.fastForward((seconds * 1_000) / 8);
                return tries() > before;
            });
        }
        server.apiStatus = 200;
        server.tell(at(40));
        await page.clock.fastForward(60_000);
        await page.locator(`.updated time[datetime="${at(40).time}"]`).waitFor();
        assert.match(await liveness(page), /^Live/);

        // The next time it starts again.
        await server.stop();
        server.apiStatus = 503;
        await server.listen();
        await page.locator(".not-live").waitFor();
        const before = tries();
        await page.clock.fastForward(2_000);
        await until("a first try", () => tries() > before, 10_000);
    });

    it("tries again where a hub takes a request and never answers it", async () => {
        const { page, server } = await opener.open(at(0));
        await page.clock.install();
        // The browser's own timeouts do not follow the page's clock.
        await page.evaluate(() => {
            AbortSignal.timeout = milliseconds => {
                const controller = new AbortController();
                setTimeout(() => {
                    controller.abort();
                }, milliseconds);
                return controller.signal;
            };
        });
        await server.stop();
        await page.locator(".not-live").waitFor();
        server.isSilent = true;
        await server.listen();
        const before = server.asked.length;
        await until("a request", async () => {
            await page.clock.fastForward(1_000);
            return server.asked.length > before;
        });
        server.isSilent = false;
        server.tell(at(30));
        await until("live", async () => {
            await page.clock.fastForward(5_000);
            return (await liveness(page)).startsWith("Live");
        });
    });

    it("says how it is opened where the hub, restarted, no longer knows the browser, and goes on by itself when it does", async () => {
        const { page, server } = await opener.open(at(0));
        await server.stop();
        server.apiStatus = 401;
        await server.listen();
        await page.locator(".not-live").getByText("open it again by npx meridian hub").waitFor();
        const other = await page.context().newPage();
        await other.goto(server.url);
        await other.locator("main").getByText("open it again by npx meridian hub").waitFor();
        server.apiStatus = 200;
        server.tell(at(5, true));
        for (const one of [page, other]) await one.getByText("2 of 4 regions serve").first().waitFor();
    });

    for (const [what, silence] of [
        ["says nothing", () => undefined],
        ["says the same again and again", (tell: () => void) => tell],
    ] as const) {
        it(`says that it is not live when a hub stays connected and ${what}`, async () => {
            const { page, server } = await opener.open(at(0));
            await page.clock.install();
            const repeat = silence(() => {
                server.tell(at(0));
            });
            server.tell(at(5));
            await page.locator(`.updated time[datetime="${at(5).time}"]`).waitFor();
            await until("not live", async () => {
                repeat?.();
                await page.clock.runFor(1_000);
                return (await liveness(page)).startsWith("Not live");
            });
        });
    }

    it("is not misled by what is no state", async () => {
        const { page, server, complaints } = await opener.open(at(0));
        for (const text of ["", "null", "{", "[]", '{"regions":{}}']) await server.tellText(text);
        server.tell(at(5, true));
        await page.getByText("2 of 4 regions serve").first().waitFor();
        assert.deepEqual(complaints, []);
    });

    it("asks to be loaded again where a state has a form that it does not know", async () => {
        const { page, server } = await opener.open(at(0));
        const strange = { ...at(5), regions: [{ region: "local:eu-west", cell: "eu" }] };
        await server.tellText(JSON.stringify(strange));
        await page.getByRole("alert").getByRole("link", { name: "Load the page again" }).waitFor();
    });

    it("announces alarms that begin and end, and nothing else", async () => {
        const { page, server } = await opener.open(at(0));
        const alarm: Alarm = { ...at(0, true).alarms[0]!, message: "the roof is on fire" };
        const reported: string[] = [];
        const show = async (seconds: number, alarms: readonly Alarm[]) => {
            server.tell({ ...at(seconds), alarms });
            await page.locator(`.updated time[datetime="${at(seconds).time}"]`).waitFor();
            reported.push(await announced(page));
        };
        await show(5, []);
        await show(10, [alarm]);
        await show(15, [alarm]);
        await show(20, [{ ...alarm, until: at(20).time }]);
        const begun = "Alarm, local:us-west: the roof is on fire";
        assert.deepEqual(reported, ["", begun, begun, "Ended, local:us-west: the roof is on fire"]);
        assert.equal(await page.locator("[aria-live], [role=status]").count(), 1);
    });
});
