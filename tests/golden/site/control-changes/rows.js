window.closecallRows = {"columns":
	[["Control change","link"],["From","day"],["Control","link"],["What was done","text"],["Near miss","link"],["Service","text"],["Strength","text"],["Owner","text"],["Staff told","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["action","What was done",
	[["introduce","Introduce"]]],["strength","Strength",
	[["intermediate","Intermediate"],["weaker","Weaker"]]],["role","Owner",
	[["deputy-manager","Deputy manager"]]],["month","Month",
	[["2026-03","March 2026"]]]],"rows":
	[[["cc-20260309-p4td","../control-changes/cc-20260309-p4td/index.html"],"9 March 2026",["Timed-medicines box on the handover note","../controls/ct-handover-medicines/index.html"],"Introduce",["A morning medicine that has to be given at 08:00 was not on the trolley list\u2026","../near-misses/nm-20260303-k7m2/index.html"],"Rosewood House","Intermediate and Weaker","Deputy manager","17 of 18",[0,0,[0,1],0,0]]]};
