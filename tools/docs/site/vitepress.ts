import type { DefaultTheme, UserConfig } from "vitepress" with { "resolution-mode": "import" };

import { packageRoot } from "../../package-root";
import { breakable } from "./breakable";
import { contentsOf } from "./contents";
import { placeOf } from "./pages";
import { slugOf } from "./slug";

/** Where TypeDoc's pages are on the site. They are no pages of VitePress, so its router leaves their links alone. */
const api = { text: "API", link: "/api/index.html", target: "_self" };

const linkTo = (file: string) => `/${placeOf({ file, kind: "page" })}`;

const sidebar: DefaultTheme.SidebarItem[] = contentsOf(packageRoot()).map(({ pages, title }) => ({
    text: title,
    collapsed: true,
    items: pages.map(page => ({ text: page.title, link: linkTo(page.file) })),
}));

/** The site without anything from another host, so that it works where there is no network. */
const config: UserConfig<DefaultTheme.Config> = {
    title: "meridian",
    description: "Machine-learning models in many regions from one typed Pulumi stack config",
    lang: "en",
    // Browsers look for an icon otherwise, which does not exist.
    head: [["link", { rel: "icon", href: "data:," }]],
    outDir: "../html",
    cacheDir: "../cache",
    markdown: {
        // Pages are written for GitHub too: angle brackets are text there, and braces no attributes.
        html: false,
        attrs: { disable: true },
        anchor: { slugify: slugOf },
        config: ({ renderer: { rules } }) => {
            const render = rules.code_inline;
            if (render !== undefined) rules.code_inline = (...args) => breakable(render(...args));
        },
        theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    },
    themeConfig: {
        nav: [
            { text: "Documentation", link: linkTo("docs/README.md"), activeMatch: "^/documentation" },
            { text: "Changes", link: linkTo("CHANGELOG.md") },
            api,
        ],
        sidebar: [{ text: "Introduction", link: linkTo("README.md") }, ...sidebar],
        outline: { level: [2, 3], label: "On this page" },
        search: {
            provider: "local",
            options: { _render: (text, env, md) => (env.frontmatter?.search === false ? "" : md.render(text, env)) },
        },
    },
    // A large chunk is the index of the search, which is loaded by the first search.
    vite: { logLevel: "warn", build: { target: "es2022", chunkSizeWarningLimit: 4096 } },
};

export default config;
