export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "meridian-theme";

export function chosenTheme(): Theme {
    try {
        const stored = localStorage.getItem(key);
        return themes.find(theme => theme === stored) ?? "system";
    } catch {
        return "system";
    }
}

/** Shows the theme, and remembers it where the browser lets it. */
export function chooseTheme(theme: Theme): void {
    showTheme(theme);
    try {
        localStorage.setItem(key, theme);
    } catch {
        // It lasts as long as the page.
    }
}

export function showTheme(theme: Theme): void {
    document.documentElement.dataset.theme = theme;
}
