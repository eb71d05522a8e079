/** The extent that the whole earth is drawn in: of no unit, and about twice as wide as high as the projection makes it. */
export const mapSize: [[number, number], [number, number]] = [
    [0, 0],
    [2000, 974],
];
