import { clsx, type ClassValue } from "clsx";

/** Joins class names. A class that must win over one of the component's own says so itself (`w-48!`). */
export const cn = (...classes: ClassValue[]): string => clsx(classes);
