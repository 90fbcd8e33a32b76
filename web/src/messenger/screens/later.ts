// The screens that nobody sees first: loaded in one piece once the chats are there.
import Info from './Info.svelte';
import Permissions from './Permissions.svelte';
import Settings from './Settings.svelte';
import Why from './Why.svelte';

export default { Info, Permissions, Settings, Why };
