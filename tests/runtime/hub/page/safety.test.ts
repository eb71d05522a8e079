import assert from "node:assert/strict";

import type { RegionRef } from "../../../../components/plan/places/catalogue";
import type { ServiceState } from "../../../../components/watch/state";
import { describeInBrowser } from "../../../support/hub/browser";
import { simulatedState } from "../../../support/hub/service-state";
import { beyond } from "./beyond";

const troubled = simulatedState({ cells: 2, regionsPerCell: 2, troubled: true });

/** The same state with every text that comes from elsewhere in another form; names stay different from each other. */
function retold(state: ServiceState, as: (text: string) => string): ServiceState {
    const region = (ref: RegionRef) => as(ref) as RegionRef;
    return {
        ...state,
        service: as(state.service),
        cells: state.cells.map(({ name, jurisdictions, dataClasses, isProtected }) => ({
            name: as(name),
            jurisdictions: jurisdictions.map(as),
            dataClasses: dataClasses.map(as),
            isProtected,
        })),
        regions: state.regions.map(one => ({
            ...one,
            cell: as(one.cell),
            region: region(one.region),
            place: { ...one.place, name: as(one.place.name), country: as(one.place.country) },
            reasons: one.reasons.map(as),
            releases: one.releases.map(release => ({
                ...release,
                model: as(release.model),
                version: as(release.version),
                digest: as(release.digest),
                ...(release.loaded === undefined ? {} : { loaded: as(release.loaded) }),
            })),
            drift: one.drift.map(drift => ({ ...drift, name: as(drift.name), model: as(drift.model) })),
        })),
        alarms: state.alarms.map(alarm => ({
            ...alarm,
            cell: as(alarm.cell),
            ...(alarm.region === undefined ? {} : { region: region(alarm.region) }),
            message: as(alarm.message),
        })),
        drills: state.drills.map(drill => ({ ...drill, drill: as(drill.drill), cell: as(drill.cell) })),
    };
}

describeInBrowser("the page, told of by strangers", opener => {
    it("sends requests to its hub only, and neither breaks its policy nor complains", async () => {
        const { page, server, complaints } = await opener.open(troubled);
        await page.getByRole("link", { name: "local:us-west" }).first().click();
        await page.getByText("The same as a table").click();
        server.tell(simulatedState({ cells: 5, regionsPerCell: 10, troubled: true, seconds: 5 }));
        await page.getByRole("heading", { name: "Regions 50" }).waitFor();
        assert.deepEqual(complaints, []);
        const others = server.asked.filter(url => !/^\/(assets\/[\w.-]+|api\/(state|events))?$/.test(url));
        assert.deepEqual(others, []);
    });

    it("stands under a policy that a browser enforces", async () => {
        const { page, complaints } = await opener.open(troubled);
        const done = await page.evaluate(async () => {
            const tried = async (what: () => unknown) => {
                try {
                    await what();
                    return "done";
                } catch (error) {
                    return (error as Error).name;
                }
            };
            return {
                markup: await tried(() => (document.body.innerHTML = "<p>")),
                // Not at once: what a test evaluates may do more than the page.
                code: await new Promise(resolve => {
                    setTimeout(() => {
                        resolve(tried(() => (0, eval)("1")));
                    });
                }),
                elsewhere: await tried(() => fetch("http://127.0.0.2:9/")),
            };
        });
        assert.deepEqual(done, { markup: "TypeError", code: "EvalError", elsewhere: "TypeError" });
        assert.ok(complaints.some(complaint => complaint.includes("Content Security Policy")));
    });

    for (const [what, hostile] of [
        ["markup", (text: string) => `${text}<img src=x onerror="document.title='owned'"><script>owned=1</script>`],
        ["a template", (text: string) => `{{${text}}} \${${text}} javascript:alert(1)`],
        ["controls of direction and of lines", (text: string) => `\u202e${text}\u0000\r\n\u2028"'\`&amp;`],
    ] as const) {
        it(`shows ${what} as the text that it is`, async () => {
            const state = retold(troubled, hostile);
            const { page, complaints } = await opener.open(troubled);
            const before = await page.evaluate(() => document.querySelectorAll("img, script, iframe").length);
            await page.close();
            const { page: reported, complaints: others } = await opener.open(state);
            await reported.getByText("The same as a table").click();
            assert.equal(
                await reported.evaluate(() => document.querySelectorAll("img, script, iframe").length),
                before,
            );
            assert.equal(await reported.evaluate(() => "owned" in window), false);
            assert.notEqual(await reported.title(), "owned");
            const message = await reported.locator(".alarms .message").first().textContent();
            assert.ok(message?.includes(hostile("nothing heard for 94 seconds")), message ?? "");
            assert.deepEqual([...complaints, ...others], []);
        });
    }

    it("keeps its layout with names of any length", async () => {
        const long = retold(troubled, text => `${text}${"w".repeat(300)}`);
        for (const width of [360, 1024, 1280]) {
            const { page, complaints } = await opener.open(long, { viewport: { width, height: 800 } });
            assert.deepEqual(await beyond(page), { width: 0, elements: [] }, `${width} pixels`);
            assert.deepEqual(complaints, []);
        }
    });

    it("leads from a link to the region that it names, whatever that is called", async () => {
        const state = retold(troubled, text => `${text}/ä%2F#&?"`);
        const { page } = await opener.open(state);
        await page.locator(".regions tbody .region a").last().click();
        await page.getByRole("heading", { name: `Region local:us-west/ä%2F#&?"` }).waitFor();
    });
});
