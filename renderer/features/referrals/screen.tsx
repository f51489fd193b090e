export { ReferScreen } from './refer-screen';
export { ReferralsScreen } from './referrals-screen';
