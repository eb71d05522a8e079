import type { Page } from "playwright-core";

/**
 * The texts of a page whose contrast with what lies behind them is less than 4.5 to 1, from computed styles. The formulas are those of
 * WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio). Text on the map counts against both sea and
 * land: which of them it lies on is its place's matter.
 */
export function faintTexts(page: Page): Promise<{ readonly texts: number; readonly faint: readonly string[] }> {
    return page.evaluate(() => {
        type Colour = readonly [red: number, green: number, blue: number, alpha: number];

        const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
        const parse = (text: string): Colour => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = text;
            canvas.fillRect(0, 0, 1, 1);
            const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
            return [red!, green!, blue!, alpha! / 255];
        };
        const over = ([r, g, b, a]: Colour, [red, green, blue]: Colour): Colour => [
            r * a + red * (1 - a),
            g * a + green * (1 - a),
            b * a + blue * (1 - a),
            1,
        ];
        const luminance = (colour: Colour) => {
            const [red, green, blue] = colour.slice(0, 3).map(value => {
                const part = value / 255;
                return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
        };
        const contrast = (one: Colour, other: Colour) => {
            const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
            return (light! + 0.05) / (dark! + 0.05);
        };
        const behind = (element: Element): Colour => {
            const own = parse(getComputedStyle(element).backgroundColor);
            if (own[3] === 1) return own;
            const parent = element.parentElement;
            return over(own, parent === null ? [255, 255, 255, 1] : behind(parent));
        };
        const backgrounds = (element: Element): Colour[] =>
            element.closest("svg") === null
                ? [behind(element)]
                : [behind(element.closest(".map")!), parse(getComputedStyle(document.querySelector(".land")!).fill)];

        const faint = new Set<string>();
        let texts = 0;
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            const element = node.parentElement!;
            const text = (node.textContent ?? "").trim();
            const isShown =
                element.checkVisibility() && element.closest(".unseen, title, noscript, option, .skip") === null;
            if (text === "" || !isShown) continue;
            texts++;
            const style = getComputedStyle(element);
            const colour = parse(element instanceof SVGElement ? style.fill : style.color);
            for (const background of backgrounds(element)) {
                const ratio = contrast(over(colour, background), background);
                if (ratio < 4.5) faint.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className} "${text}"`);
            }
        }
        return { texts, faint: [...faint] };
    });
}
