import assert from "node:assert/strict";

import type { Page } from "playwright-core";

import { describeInBrowser } from "../../../support/hub/browser";
import { simulatedState } from "../../../support/hub/service-state";
import { faintTexts } from "./contrast";

const troubled = simulatedState({ cells: 2, regionsPerCell: 2, troubled: true });

/** What has the focus: its role's element, and its name as far as it is in the text or a label. */
const focused = (page: Page) =>
    page.evaluate(() => {
        const element = document.activeElement!;
        const name =
            element.ariaLabel ?? element.closest("label")?.querySelector("span")?.textContent ?? element.textContent;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const ring = element.querySelector(".target");
        const isSeen =
            (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) ||
            (ring !== null && getComputedStyle(ring).stroke !== "none");
        const { left, top, bottom } = element.getBoundingClientRect();
        const header = document.querySelector("header")!;
        const isCovered =
            !header.contains(element) && header.contains(document.elementFromPoint(left + 4, (top + bottom) / 2));
        return { tag: element.tagName.toLowerCase(), name: name.trim().replace(/\s+/g, " "), isSeen, isCovered };
    });

describeInBrowser("the page, without a mouse", opener => {
    it("has every control in the order of the page, each with a focus that is seen and that nothing covers", async () => {
        const { page } = await opener.open(troubled);
        const walked: string[] = [];
        for (;;) {
            await page.keyboard.press("Tab");
            const { tag, name, isSeen, isCovered } = await focused(page);
            if (tag === "body" || walked.length > 200) break;
            walked.push(`${tag} ${name}`);
            assert.ok(isSeen, `the focus on ${name} is not seen`);
            assert.ok(!isCovered, `${name} is covered by the header`);
        }
        const controls = await page.evaluate(
            () =>
                [
                    ...document.querySelectorAll("a[href]:not(.point), select, button, summary, .scroller[tabindex]"),
                ].filter(element => element.checkVisibility()).length,
        );
        // All points of the map are one stop.
        assert.equal(walked.length, controls + 1);
        assert.equal(walked[0], "a Skip to content");
        assert.equal(walked[1], "select Theme");
        for (const one of [
            "a local:us-west",
            "summary 1 alarm ended in the last day",
            "a local:eu-west, Dublin, cell eu: serving",
            "select Cell",
            "select Status",
            "select Region",
            "summary The same as a table",
            "button PSI ▼",
            "a Notices of libraries",
        ]) {
            assert.ok(walked.includes(one), `${one} in ${walked.join(", ")}`);
        }
    });

    it("skips to its content", async () => {
        const { page } = await opener.open(troubled);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
        await page.keyboard.press("Tab");
        assert.equal((await focused(page)).name, "local:us-west");
    });

    it("goes through the regions on the map by arrows, and shows one in detail by Enter", async () => {
        const { page } = await opener.open(troubled);
        await page.locator("a.point[tabindex='0']").focus();
        const names: string[] = [];
        for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "End", "ArrowRight", "Home"]) {
            await page.keyboard.press(key);
            names.push((await focused(page)).name.split(",")[0]!);
        }
        const [first, second, third, last] = troubled.regions.map(({ region }) => region);
        assert.deepEqual(names, [second, third, second, last, last, first]);
        await page.keyboard.press("Enter");
        const heading = page.getByRole("heading", { name: "Region local:eu-west" });
        await heading.waitFor();
        assert.ok(await heading.evaluate(element => element === document.activeElement));
        assert.equal((await focused(page)).isCovered, false);
    });

    it("scrolls what is wider than the screen by keyboard, under a name", async () => {
        const { page } = await opener.open(troubled, { viewport: { width: 360, height: 800 } });
        // It is one once it was measured; the section around it has the same name from the start.
        const drills = page.locator('.scroller[role="region"][aria-label="Drills"]');
        await drills.focus();
        assert.equal((await focused(page)).isSeen, true);
        await page.keyboard.press("ArrowRight");
        await page.waitForFunction(() => [...document.querySelectorAll(".scroller")].some(one => one.scrollLeft > 0));
    });
});

describeInBrowser("the page for assistive technology", opener => {
    it("has landmarks, headings in order, named tables, charts and map", async () => {
        const { page } = await opener.open(troubled);
        const tree = await page.locator("body").ariaSnapshot();
        for (const part of [
            /- banner:\n\s+- heading "screening" \[level=1\]/,
            /- main:/,
            /- contentinfo:/,
            /- region "Figures and their limits"/,
            /- heading "Alarms 5 on" \[level=2\]/,
            /- group "Map of 4 regions, 2 serving;/,
            /link "local:eu-central, Frankfurt, cell eu: withdrawn"/,
            /- table "Regions by cell, with what was measured in the last minute":/,
            /- rowheader "cell eu"/,
            /- rowheader "local:eu-west Dublin, IE"/,
            /- columnheader "Requests\/s"/,
            /img "Latency over 15 minutes: p50/,
            /- table "Drift in local:eu-central, for each feature and score":/,
            /table "Drills: time to recover/,
            /- combobox "Theme"/,
        ]) {
            assert.match(tree, part);
        }
        const levels = await page.evaluate(() =>
            [...document.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) => Number(tagName[1])),
        );
        assert.equal(levels.filter(level => level === 1).length, 1);
        for (const [i, level] of levels.entries()) assert.ok(level <= (levels[i - 1] ?? 0) + 1, levels.join());
    });

    it("is a table of regions with heads also where it is shown as cards", async () => {
        const { page } = await opener.open(troubled, { viewport: { width: 360, height: 800 } });
        const table = page.getByRole("table", { name: "Regions by cell" });
        assert.equal(await table.getByRole("columnheader").count(), 9);
        assert.equal(await table.getByRole("row").count(), 1 + 2 + 4);
        assert.equal(await table.getByRole("rowheader").count(), 2 + 4);
        assert.equal(await table.getByRole("cell").count(), 4 * 8);
    });

    it("names every control, and no two elements the same by id", async () => {
        const { page } = await opener.open(troubled);
        const nameless = await page.evaluate(() =>
            [
                ...document.querySelectorAll(
                    "a, button, select, [role=img], [role=region], section, table, [tabindex='0']",
                ),
            ]
                .filter(element => {
                    const by = element.getAttribute("aria-labelledby");
                    const texts = [
                        element.ariaLabel,
                        by === null ? null : document.getElementById(by)?.textContent,
                        element.closest("label")?.textContent,
                        element.matches("a, button")
                            ? element.textContent
                            : element.querySelector("caption")?.textContent,
                    ];
                    return !texts.some(text => (text ?? "").trim() !== "");
                })
                .map(({ outerHTML }) => outerHTML.slice(0, 100)),
        );
        assert.deepEqual(nameless, []);
        const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
        assert.equal(new Set(ids).size, ids.length);
    });

    it("has a language, and a title that tells how the service is", async () => {
        const { page } = await opener.open(troubled);
        assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
        assert.equal(await page.title(), "screening: 2 of 4 regions serve");
    });

    it("has targets of 24 pixels, or text lines, for each control", async () => {
        const { page } = await opener.open(troubled, { viewport: { width: 360, height: 800 } });
        const small = await page.evaluate(() =>
            [...document.querySelectorAll("select, button, summary")]
                .filter(element => element.getBoundingClientRect().height < 24)
                .map(({ textContent }) => textContent),
        );
        assert.deepEqual(small, []);
    });
});

describeInBrowser("the page's colours", opener => {
    for (const scheme of ["light", "dark"] as const) {
        it(`have a contrast of 4.5 to 1 for all text when they are ${scheme}`, async () => {
            const many = simulatedState({ cells: 5, regionsPerCell: 10, troubled: true });
            for (const state of [troubled, many]) {
                const { page, server } = await opener.open(state, { colorScheme: scheme });
                await page.getByText("ended in the last day").click();
                await page.getByText("The same as a table").click();
                await server.stop();
                await page.locator(".not-live").waitFor();
                const { texts, faint } = await faintTexts(page);
                assert.ok(texts > 200, `${texts} texts`);
                assert.deepEqual(faint, []);
            }
        });
    }

    it("follow the system until one is chosen, which is remembered", async () => {
        const { page } = await opener.open(troubled, { colorScheme: "dark" });
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const dark = await ground();
        await page.emulateMedia({ colorScheme: "light" });
        const light = await ground();
        assert.notEqual(light, dark);
        const choice = page.getByRole("combobox", { name: "Theme" });
        await choice.selectOption("dark");
        assert.equal(await ground(), dark);
        await page.reload();
        assert.equal(await ground(), dark);
        assert.equal(await choice.inputValue(), "dark");
        await choice.selectOption("system");
        assert.equal(await ground(), light);
    });

    it("can be chosen also where the browser keeps nothing", async () => {
        const { page, complaints } = await opener.open(troubled, { colorScheme: "light" });
        await page.addInitScript(() => {
            Object.defineProperty(window, "localStorage", {
                get() {
                    throw new DOMException("refused", "SecurityError");
                },
            });
        });
        await page.reload();
        await page.getByRole("combobox", { name: "Theme" }).selectOption("dark");
        assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark");
        assert.deepEqual(complaints, []);
    });

    it("and everything else stand still for those who want less motion", async () => {
        const { page } = await opener.open(troubled, { reducedMotion: "reduce" });
        const moving = await page.evaluate(
            () =>
                [...document.querySelectorAll("*")].filter(element => {
                    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
                    return (
                        animationName !== "none" || parseFloat(transitionDuration) > 0 || scrollBehavior === "smooth"
                    );
                }).length,
        );
        assert.equal(moving, 0);
    });
});
