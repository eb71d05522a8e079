import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

import { buildPage } from "../../../build/page";
import type { ServiceState } from "../../../components/watch/state";
import { PageServer } from "./page-server";

/**
 * Debian's; `.ci/run` installs the first. It draws pages as the second does, and has no window: a page takes 40 % of the processor time that it
 * takes there.
 */
const browsers = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const executablePath = process.env.CHROMIUM ?? browsers.find(isExecutable) ?? browsers[0]!;

/** It sends requests to the page's server only: no updates, no lists of sites. Containers have no user namespaces for its sandbox. */
const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/**
 * Tests in a browser. Where there is none they are not there, as is done with other tools of Debian's; in CI, which installs it,
 * that is a failure.
 */
export function describeInBrowser(title: string, tests: (open: PageOpener) => void): void {
    if (!isExecutable(executablePath)) {
        if (process.env.CI !== undefined) {
            describe(title, () => {
                it("needs a browser", () => {
                    throw new Error(
                        `no ${executablePath}; install Debian's chromium-headless-shell, or set CHROMIUM to another`,
                    );
                });
            });
        }
        return;
    }
    describe(title, function () {
        this.timeout(60_000);
        const opener = new PageOpener();
        before(() => opener.start());
        afterEach(() => opener.closeAll());
        after(() => opener.stop());
        tests(opener);
    });
}

/** A browser for as long as `work` takes; undefined where there is none, but in CI, which fails then. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T | undefined> {
    if (!isExecutable(executablePath) && process.env.CI === undefined) return undefined;
    const browser = await chromium.launch({ executablePath, args });
    try {
        return await work(browser);
    } finally {
        await browser.close();
    }
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

export interface Opened {
    readonly page: Page;
    readonly server: PageServer;
    /** What the browser complained of: errors, requests that the policy rejects, and requests to other servers. */
    readonly complaints: readonly string[];
}

/** Builds the page from its sources as they are now, and opens it in a browser, each time with a server of its own. */
export class PageOpener {
    private folder = "";
    private browser: Browser | undefined;
    private readonly servers: PageServer[] = [];

    async start(): Promise<void> {
        this.folder = await mkdtemp(path.join(tmpdir(), "meridian-page-"));
        await buildPage(this.folder);
        this.browser = await chromium.launch({ executablePath, args });
    }

    async open(state: ServiceState, options: BrowserContextOptions & { readonly hash?: string } = {}): Promise<Opened> {
        const { hash = "", ...context } = options;
        const server = await PageServer.start(this.folder, state);
        this.servers.push(server);
        const opened = await this.browser!.newContext({ viewport: { width: 1280, height: 800 }, ...context });
        const page = await opened.newPage();
        const complaints: string[] = [];
        page.on("console", message => {
            if (message.type() !== "log") complaints.push(`${message.type()}: ${message.text()}`);
        });
        page.on("pageerror", error => complaints.push(error.message));
        page.on("request", request => {
            if (!request.url().startsWith(server.url)) complaints.push(`asked ${request.url()}`);
        });
        await page.goto(server.url + hash);
        await page.getByRole("heading", { level: 1, name: state.service }).waitFor();
        return { page, server, complaints };
    }

    async closeAll(): Promise<void> {
        await Promise.all((this.browser?.contexts() ?? []).map(context => context.close()));
        await Promise.all(this.servers.splice(0).map(server => server.stop()));
    }

    async stop(): Promise<void> {
        await this.browser?.close();
        await rm(this.folder, { recursive: true, force: true });
    }
}
