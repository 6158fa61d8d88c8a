import type { Component } from "svelte";

/** One line of a menu. */
export interface MenuItem {
  text: string;
  act: () => void;
  icon?: Component;
  /** Whether it is the chosen one of several; leave it out where nothing is chosen. */
  chosen?: boolean;
  danger?: boolean;
  /** A hairline above it. */
  apart?: boolean;
  testId?: string;
}
