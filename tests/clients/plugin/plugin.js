// What the Figma plugin asks of a store, step by step. A step is given where the store is, which projects are in it and
// which keys there are; it fails unless the answers are what the plugin works with.

export * from "./origin.js";
export * from "./plugin_config.js";
export * from "./refusals.js";
export * from "./sign_in.js";
export * from "./socket.js";
export * from "./sync.js";
export * from "./theme_groups.js";
export * from "./token_sets.js";
