/** Made when the page is built (build/land.ts). */
declare module "world-land" {
    /** The outline of all land, as an SVG path in the extent of `mapSize`. */
    export const land: string;
}
