// The screens that nobody sees first: loaded in one piece once the chats are there.
import * as ringer from '../ringer';
import SurveyCard from '../parts/SurveyCard.svelte';
import Budget from './Budget.svelte';
import Info from './Info.svelte';
import Permissions from './Permissions.svelte';
import Settings from './Settings.svelte';
import Why from './Why.svelte';

export default { Budget, Info, Permissions, Settings, SurveyCard, Why, ringer };
