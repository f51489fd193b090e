import {
  Armchair,
  Handshake,
  ListTodo,
  Mail,
  Settings2,
  Signpost,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';
import { paths } from '../lib/paths';

export interface NavigationEntry {
  key: 'today' | 'clientFiles' | 'queue' | 'referrals' | 'letters' | 'partners' | 'admin';
  href: string;
  icon: LucideIcon;
  /** A gap before it: entries of one kind stand together. */
  gap?: boolean;
}

/** Places of the desk. Only what has a working screen stands here. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { key: 'today', href: paths.today, icon: ListTodo },
  { key: 'clientFiles', href: paths.clientFiles, icon: UsersRound, gap: true },
  { key: 'queue', href: paths.queue, icon: Armchair },
  { key: 'referrals', href: paths.referrals, icon: Signpost, gap: true },
  { key: 'letters', href: paths.letters, icon: Mail },
  { key: 'partners', href: paths.partners, icon: Handshake, gap: true },
  { key: 'admin', href: paths.admin, icon: Settings2, gap: true },
];
