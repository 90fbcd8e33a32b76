// The screens that nobody sees first: loaded in one piece once the chats are there.
import AskedRow from '../parts/AskedRow.svelte';
import * as ringer from '../ringer';
import SurveyCard from '../parts/SurveyCard.svelte';
import Asked from './Asked.svelte';
import Budget from './Budget.svelte';
import Info from './Info.svelte';
import Permissions from './Permissions.svelte';
import Settings from './Settings.svelte';
import Why from './Why.svelte';

export default { Asked, AskedRow, Budget, Info, Permissions, Settings, SurveyCard, Why, ringer };
