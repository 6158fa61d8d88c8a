/** The drawing beside each line of the quick menu. */
import Archive from "@lucide/svelte/icons/archive";
import Folder from "@lucide/svelte/icons/folder";
import Hash from "@lucide/svelte/icons/hash";
import KeyRound from "@lucide/svelte/icons/key-round";
import Settings from "@lucide/svelte/icons/settings";
import type { Component } from "svelte";
import { actionIcons } from "../app/action-icons";
import type { Target } from "../backend";

const kinds: Readonly<Record<Exclude<Target["kind"], "action">, Component>> = {
  settings: Settings,
  keptKey: Archive,
  key: KeyRound,
  project: Folder,
  keyId: Hash,
  projectId: Hash,
};

/** What is drawn for a line. */
export function iconOf(target: Target): Component {
  return target.kind === "action" ? actionIcons[target.action] : kinds[target.kind];
}
