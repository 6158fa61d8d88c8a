// What is written here is looked over by the same rules, and the same tools, as the UI.
export { default } from "../../ui/eslint.config.js";
