/** The drawing of each action, in the menus of both windows. */
import ClipboardX from "@lucide/svelte/icons/clipboard-x";
import Cloud from "@lucide/svelte/icons/cloud";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import Folders from "@lucide/svelte/icons/folders";
import Hash from "@lucide/svelte/icons/hash";
import KeyRound from "@lucide/svelte/icons/key-round";
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
import Link from "@lucide/svelte/icons/link";
import Lock from "@lucide/svelte/icons/lock";
import LockOpen from "@lucide/svelte/icons/lock-open";
import LogOut from "@lucide/svelte/icons/log-out";
import Monitor from "@lucide/svelte/icons/monitor";
import Moon from "@lucide/svelte/icons/moon";
import Plus from "@lucide/svelte/icons/plus";
import Search from "@lucide/svelte/icons/search";
import Settings from "@lucide/svelte/icons/settings";
import Sun from "@lucide/svelte/icons/sun";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";
import type { Action } from "../backend";

/** What is drawn beside an action. */
export const actionIcons: Readonly<Record<Action, Component>> = {
  apiKeys: KeyRound,
  newKey: Plus,
  searchKeys: Search,
  clearClipboard: ClipboardX,
  unlockVault: LockOpen,
  lockVault: Lock,
  dashboard: LayoutDashboard,
  projects: Folders,
  addProject: FolderPlus,
  settings: Settings,
  copyStoreAddress: Link,
  copyProjectId: Hash,
  copyOrganizationId: Hash,
  syncNow: Cloud,
  themeLight: Sun,
  themeDark: Moon,
  themeSystem: Monitor,
  panic: TriangleAlert,
  quit: LogOut,
};
