import { area } from '../../area.ts';
import { plans } from './plans.ts';

export default area('lineplan.title', { icon: 'route', home: '/duong/ke-hoach' }, plans);
