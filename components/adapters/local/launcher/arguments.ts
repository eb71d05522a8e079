/** The launcher's argument for a network of its own. Apart from the form of its file, whose parser the provider of local resources need not load. */
export const ownNetwork = "own-network";
