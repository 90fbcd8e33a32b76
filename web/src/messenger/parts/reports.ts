// Everything about reports: loaded when somebody first wants to report.
import { sendWaiting } from '../reports.svelte';
import ReportSheet from './ReportSheet.svelte';
import ReportUndo from './ReportUndo.svelte';

export { sendWaiting };
export default { ReportSheet, ReportUndo };
