import { adoptTheme } from './styles/theme-sheet.ts';
import './app/app.ts';

adoptTheme(document);
