import type { Page } from "playwright-core";

/** What reaches beyond the right edge of the screen without lying in something that scrolls. */
export function beyond(page: Page) {
    return page.evaluate(() => ({
        width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        elements: [...document.querySelectorAll("main *, header *, footer *")]
            .filter(element => element.closest(".unseen, .map, .scroller > *, thead, [hidden]") === null)
            .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(element => `${element.tagName}.${element.getAttribute("class") ?? ""}`),
    }));
}

/** Tables that are wider than the frame that they scroll in. */
export function clipped(page: Page) {
    return page.evaluate(() =>
        [...document.querySelectorAll(".scroller")]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map(frame => {
                const table = frame.querySelector("caption")?.textContent;
                return `${table}: ${frame.scrollWidth} of ${frame.clientWidth} pixels`;
            }),
    );
}
