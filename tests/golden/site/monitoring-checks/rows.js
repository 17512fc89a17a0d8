window.closecallRows = {"columns":
	[["Monitoring check","link"],["Due","day"],["Done","text"],["Near miss","link"],["Service","text"],["By","text"],["Signs seen","number"],["Triggers hit","number"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["hit","Trigger hit?",
	[["yes","Yes"]]],["role","By",
	[["medicines-lead","Medicines lead"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["mk-20260315-t5nb","../monitoring-checks/mk-20260315-t5nb/index.html"],"15 March 2026","15 March 2026",["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House","Medicines lead",1,1,[0,0,0,0]]]};
